import { useRef, useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { isProblem, type Problem } from '../../core/problem.ts';
import { Button } from '../ui/button.tsx';
import { Failed } from '../ui/states.tsx';
import { waitHere } from '../open/launched.ts';
import { openFile } from './open-file.ts';

/** Opens the phone's own file picker, and leads to where the chosen file is taken in, or to where several wait to be taken in one by one. */
export function FromFile({ isMain, isOther }: { readonly isMain?: boolean; readonly isOther?: boolean }) {
  const { t } = useTranslation('file');
  const input = useRef<HTMLInputElement>(null);
  const [, go] = useLocation();
  const [refused, setRefused] = useState<Problem>();
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    if (files.length === 0) return;
    setRefused(undefined);
    const to = files.length === 1 ? await openFile(files[0]!) : '/open';
    if (files.length > 1) await waitHere(files.map((file) => ({ name: file.name, getFile: async () => file })));
    // The same files may be chosen again.
    target.value = '';
    if (isProblem(to)) setRefused(to);
    else go(to);
  };
  return (
    <>
      {/* No `accept`: phones do not know the ending and would show the file in grey. */}
      <input ref={input} hidden type="file" multiple onChange={(event) => void choose(event)} />
      <Button kind={isMain ? 'main' : 'plain'} isWide={isMain === true} icon="download" onPress={() => input.current?.click()}>
        {t(isOther ? 'import.choose-other' : isMain ? 'import.choose' : 'import.from')}
      </Button>
      {refused && <Failed problem={refused} />}
    </>
  );
}
