import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Manifest } from '../../pack/manifest.ts';
import { Choice, Choices } from '../ui/choice.tsx';
import { Icon } from '../ui/icon.tsx';
import { Row } from '../ui/row.tsx';
import { useFormat } from '../ui/words.ts';
import { LanguageSheet } from './language-sheet.tsx';
import type { Price, RenditionPrice } from './price.ts';

type Props = { readonly manifest: Manifest; readonly price: Price; readonly noteOf: (rendition: RenditionPrice) => ReactNode };

/** Which kind of a course, and in which languages, each with what it takes. */
export function ChooseKind({ manifest, price, noteOf }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isSheetOpen, setSheetOpen] = useState(false);
  return (
    <>
      <Choices legend={t('course.which')}>
        {price.renditions.map((each) => (
          <Choice
            key={each.rendition}
            name="rendition"
            value={each.rendition}
            isChosen={each.rendition === price.choice.rendition}
            onChoose={() => price.choose({ ...price.choice, rendition: each.rendition })}
            note={noteOf(each)}
            end={
              <>
                <b>{format.size(each.bytes)}</b>
                {each.seconds !== undefined && (
                  <>
                    <br />
                    <span className="note">{format.duration(each.seconds)}</span>
                  </>
                )}
              </>
            }
          >
            {t(`rendition.${each.rendition}`)}
          </Choice>
        ))}
      </Choices>
      {manifest.languages.length > 1 && (
        <Row
          isBoxed
          onPress={() => setSheetOpen(true)}
          start={<Icon name="globe" />}
          name={t('course.languages', { languages: price.choice.languages.map(format.language).join(', ') })}
          end={<span className="link">{t('common.change')}</span>}
        />
      )}
      <LanguageSheet manifest={manifest} price={price} isOpen={isSheetOpen} onClose={() => setSheetOpen(false)} />
    </>
  );
}
