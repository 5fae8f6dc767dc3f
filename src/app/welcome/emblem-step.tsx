import { useTranslation } from 'react-i18next';
import { Bar } from '../ui/bar.tsx';
import { Button } from '../ui/button.tsx';
import { Emblem, emblems, type EmblemName } from '../ui/emblem.tsx';
import { Dock, Page, Title } from '../ui/page.tsx';

type Props = { readonly name: string; readonly chosen: EmblemName | undefined; readonly onChoose: (emblem: EmblemName) => void; readonly onNext: () => void };

/** A picture instead of a name: on a shared phone nobody's name may be read while the profile is locked. */
export function EmblemStep({ name, chosen, onChoose, onNext }: Props) {
  const { t } = useTranslation(['person', 'ui']);
  return (
    <Page
      name={t('emblem.title')}
      isClose
      bar={<Bar />}
      dock={
        <Dock note={chosen ? undefined : t('emblem.choose')}>
          <Button kind="main" isWide isOff={!chosen} onPress={onNext}>
            {t('ui:common.go-on')}
          </Button>
        </Dock>
      }
    >
      <div className="stack">
        <Title>{t('emblem.hello', { name })}</Title>
        <p>{t('emblem.lead')}</p>
      </div>
      <fieldset className="emblems">
        <legend className="unseen">{t('emblem.title')}</legend>
        {emblems.map((emblem) => (
          <label key={emblem} className="emblem">
            <input className="unseen" type="radio" name="emblem" value={emblem} checked={emblem === chosen} onChange={() => onChoose(emblem)} />
            <Emblem name={emblem} />
            <span className="emblem__word">{t(`emblem.${emblem}`)}</span>
          </label>
        ))}
      </fieldset>
    </Page>
  );
}
