import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import { isProblem, problem, type Problem, type ProblemCode } from '../../core/problem.ts';
import { readPackFile, type PackFile } from '../../device/pack-file.ts';
import { packIdOf } from '../../pack/layer.ts';
import { useSession } from '../session.tsx';
import { Bar } from '../ui/bar.tsx';
import { useHeld } from '../ui/held.ts';
import { Page, Title } from '../ui/page.tsx';
import { Blank, Bones, Failed } from '../ui/states.tsx';
import { useDownload } from './downloads.ts';
import { LayerOffer } from './file-layer.tsx';
import { FileOffer } from './file-offer.tsx';
import { FromFile } from './from-file.tsx';
import { usePackFile } from './open-file.ts';

/** A course or a language layer from one file: looked into and judged before anything is said of it, offered, and then taken in. */
export function FilePage() {
  const { t } = useTranslation('file');
  const file = usePackFile();
  const found = useJudged(file);
  const [begun, setBegun] = useState<PackFile>();
  if (file && found && found !== 'stranger' && !isProblem(found)) {
    const { manifest } = found;
    const onBegin = () => setBegun(found);
    if (begun === found) return <Taking pack={found} />;
    if (manifest.kind === 'layer') return <LayerOffer file={file} pack={{ ...found, manifest }} onBegin={onBegin} />;
    return <FileOffer file={file} pack={{ ...found, manifest }} onBegin={onBegin} />;
  }
  return (
    <Outside>
      {!file && (
        <>
          <Title>{t('import.title')}</Title>
          <p>{t('import.lead')}</p>
          <FromFile isMain />
        </>
      )}
      {file && !found && <Bones says={t('import.looking')} />}
      {found === 'stranger' && (
        <Blank name={t('import.stranger')} isTitle>
          <p>{t('import.stranger-lead')}</p>
        </Blank>
      )}
      {found && isProblem(found) && (
        <>
          <Failed problem={found} isTitle />
          <FromFile isOther />
        </>
      )}
    </Outside>
  );
}

function Outside({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation(['file', 'ui']);
  return (
    <Page name={t('import.title')} isClose bar={<Bar back={{ to: '/catalogue', name: t('ui:tabs.catalogue') }} />}>
      {children}
    </Page>
  );
}

/** A phone that never met its institution knows nobody whom it could believe. */
type Judged = PackFile | Problem | 'stranger';

/** What the file is; undefined while it is looked into. Asked again when the network comes, because the list of publishers may come with it. */
function useJudged(file: Blob | undefined): Judged | undefined {
  const { db, fetch, isOnline, needTrust } = useSession();
  const [answer, setAnswer] = useState<{ readonly of: Blob; readonly found: Judged }>();
  const found = answer && answer.of === file ? answer.found : undefined;
  const isKnown = found !== undefined && found !== 'stranger' && !isProblem(found);
  useEffect(() => {
    if (!file || isKnown) return;
    let isGone = false;
    void (async () => {
      const trust = await needTrust();
      const judged = isProblem(trust) ? (ofTheRoad.includes(trust.code) ? 'stranger' : trust) : await readPackFile(db, fetch, file);
      if (!isGone) setAnswer({ of: file, found: judged });
    })().catch((error: unknown) => !isGone && setAnswer({ of: file, found: problem('unexpected', String(error)) }));
    return () => {
      isGone = true;
    };
  }, [file, db, fetch, needTrust, isOnline, isKnown]);
  return found;
}

const ofTheRoad: readonly ProblemCode[] = ['offline', 'server-unreachable', 'server-busy'];

/** From the tap until the page of the course can say the rest. */
function Taking({ pack }: { readonly pack: PackFile }) {
  const { t } = useTranslation('file');
  const { db } = useSession();
  const { course } = pack.manifest;
  const download = useDownload(packIdOf(pack.manifest));
  const isHere = useHeld(async () => (await (pack.manifest.kind === 'layer' ? db.layers.where('edition').equals(pack.edition) : db.installs.where('course').equals(course)).count()) > 0, [db, pack.edition]);
  if (isHere) return <Redirect to={`/course/${course}`} replace />;
  const stopped = download?.kind === 'paused' ? (download.problem ?? problem('unexpected')) : undefined;
  return (
    <Outside>
      {stopped ? <Failed problem={stopped} isTitle /> : <Bones says={t('import.looking')} />}
      {stopped && <FromFile isOther />}
    </Outside>
  );
}
