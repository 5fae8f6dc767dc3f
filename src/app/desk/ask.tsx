/** Questions whose answers are only good while there is a network: React Query keeps them for this page and no longer. */
import { QueryCache, QueryClient, useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type * as v from 'valibot';
import { isProblem } from '../../core/problem.ts';
import type { Me } from '../../sync/desk.ts';
import { useSession } from '../session.tsx';
import { Button } from '../ui/button.tsx';
import { Banner } from '../ui/notes.tsx';
import { Bones } from '../ui/states.tsx';
import { useFormat } from '../ui/words.ts';
import { Fault } from './fault.tsx';
import { call, type Refusal } from './wire.ts';

/** Who sits at the desk. */
export type Seat = { readonly kind: 'nobody'; readonly hasExpired: boolean } | { readonly kind: 'signed'; readonly me: Me };
export const seatKey = ['seat'] as const;

/** One desk's memory. A sign-in that has ended, heard from any question, empties the seat. */
export function newClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => isProblem(error) && error.code === 'sign-in-expired' && empty(client, true) }),
    defaultOptions: { queries: { retry: false, networkMode: 'always', refetchOnReconnect: true, staleTime: 20_000 } },
  });
  return client;
}

/** Somebody sits down. */
export function seat(client: QueryClient, me: Me): void {
  client.setQueryData(seatKey, { kind: 'signed', me } satisfies Seat);
}

/** Nobody sits here any more. `hasExpired`: nobody got up. */
export function empty(client: QueryClient, hasExpired: boolean): void {
  client.setQueryData(seatKey, { kind: 'nobody', hasExpired } satisfies Seat);
}

/** The answer to one question. `isRead`: the server notes each reading, so it is not asked again unless somebody wants it. */
export function useAsk<Schema extends v.GenericSchema>(path: string, schema: Schema, isRead = false) {
  const { fetch } = useSession();
  return useQuery<v.InferOutput<Schema>, Refusal>({
    queryKey: ['desk', path],
    queryFn: async () => orThrow(await call(fetch, { path }, schema)),
    meta: { isRead },
    ...(isRead ? { refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: 300_000 } : {}),
  });
}

/** A long list, page by page: each page names the next one. */
export function usePages<Schema extends v.GenericSchema<unknown, { readonly next?: string | undefined }>>(path: string, schema: Schema, isOff = false) {
  const { fetch } = useSession();
  return useInfiniteQuery<v.InferOutput<Schema>, Refusal, InfiniteData<v.InferOutput<Schema>>, readonly string[], string>({
    queryKey: ['desk', 'pages', path],
    queryFn: async ({ pageParam }) => orThrow(await call(fetch, { path: pageParam ? `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(pageParam)}` : path }, schema)),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: 120_000,
    enabled: !isOff,
  });
}

type Asked<Found> = { readonly data: Found | undefined; readonly error: Refusal | null; readonly dataUpdatedAt: number; readonly refetch: () => unknown };

/** Shows an answer; shapes while it comes; why it did not come, and an older answer only with its time beside it. */
export function Answer<Found>({ of, children }: { readonly of: Asked<Found>; readonly children: (found: Found) => ReactNode }) {
  const { t } = useTranslation(['desk', 'ui']);
  const { world } = useSession();
  const format = useFormat();
  const again = (
    <Button isDense onPress={() => void of.refetch()}>
      {t('ui:common.again')}
    </Button>
  );
  if (of.data === undefined) return of.error ? <Fault problem={of.error}>{again}</Fault> : <Bones rows={4} />;
  return (
    <>
      {of.error && (
        <Banner kind="wait" icon="nolink" isInset>
          {t('common.older', { when: format.moment(of.dataUpdatedAt, world.now()) })} {again}
        </Banner>
      )}
      {children(of.data)}
    </>
  );
}

function orThrow<Found>(found: Found | Refusal): Found {
  // React Query's word for "no answer" is a thrown value; it ends up typed, as `error`.
  if (isProblem(found)) throw found;
  return found;
}
