import { useTranslation } from 'react-i18next';
import { say, type LanguageMap } from '../../core/ids.ts';
import { ausOf } from '../../core/cmi5/structure.ts';
import type { CatalogueEntry } from '../../pack/layout.ts';
import type { Manifest } from '../../pack/manifest.ts';
import { Icon } from '../ui/icon.tsx';
import { Title } from '../ui/page.tsx';
import { useFormat, useLanguage } from '../ui/words.ts';

/** Name, facts and issuer of a course. "Signed by" stands only under a manifest, whose signature was verified. */
export function CourseHead({ about }: { readonly about: Manifest | CatalogueEntry }) {
  const { t } = useTranslation();
  const lang = useLanguage();
  const format = useFormat();
  const spoken = (map: LanguageMap | undefined) => map && say(map, [lang], about.source);
  const [title, description, institution] = [spoken(about.title)!, spoken(about.description), spoken(about.institution)];
  const isVerified = 'structure' in about;
  const aus = isVerified ? ausOf(about.structure) : undefined;
  const lessons = aus ? aus.length : (about as CatalogueEntry).lessons;
  const minutes = aus ? aus.reduce((sum, au) => sum + (au.minutes ?? 0), 0) : ((about as CatalogueEntry).minutes ?? 0);
  return (
    <div className="stack">
      <Title lang={title.lang}>{title.text}</Title>
      <p className="facts">
        <span>{t('course.lessons', { count: lessons })}</span>
        {minutes > 0 && <span>{format.duration(minutes * 60)}</span>}
        <span>{format.longDate(about.issued)}</span>
      </p>
      {institution && (
        <p className="fact note--ink">
          {isVerified && <Icon name="seal" isSmall />}
          <span>
            {isVerified ? t('course.signed', { institution: institution.text }) : institution.text}
          </span>
        </p>
      )}
      {description && <p lang={description.lang}>{description.text}</p>}
    </div>
  );
}
