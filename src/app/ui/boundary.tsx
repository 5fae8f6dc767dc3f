import { Component, type ReactNode } from 'react';
import { isProblem, problem, type Problem } from '../../core/problem.ts';
import { Failed } from './states.tsx';
import { Bar } from './bar.tsx';
import { Page } from './page.tsx';
import { ReloadButton } from './reload.tsx';

type State = { readonly problem: Problem | undefined };

/** Where a bug or a lost database ends: a page that says what is safe and what to do, never a white screen. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { problem: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { problem: isProblem(error) ? error : problem(codeOf(error), String(error)) };
  }

  override render() {
    if (!this.state.problem) return this.props.children;
    return (
      <Page name="Karvan" bar={<Bar />}>
        <Failed problem={this.state.problem} isTitle>
          <ReloadButton />
        </Failed>
      </Page>
    );
  }
}

/** A part of Karvan that could not be fetched, and IndexedDB's own failures by the names that browsers give them. */
function codeOf(error: unknown): Problem['code'] {
  const name = error instanceof Error ? error.name : '';
  if (/dynamically imported module|Importing a module script/.test(String(error))) return navigator.onLine ? 'server-unreachable' : 'offline';
  if (name === 'QuotaExceededError') return 'storage-full';
  if (['DatabaseClosedError', 'InvalidStateError', 'UnknownError'].includes(name)) return 'storage-lost';
  if (['OpenFailedError', 'MissingAPIError', 'SecurityError'].includes(name)) return 'storage-refused';
  return 'unexpected';
}
