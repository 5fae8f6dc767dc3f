import { useTranslation } from 'react-i18next';
import { NOTICE_VERSION, noticePoints } from '../welcome/notice.ts';

/** The privacy notice, to be read again at any time. */
export function Notice() {
  const { t } = useTranslation('person');
  return (
    <>
      <ul className="points">
        {noticePoints.map((point) => (
          <li key={point} className="points__item">
            {t(point)}
          </li>
        ))}
      </ul>
      <p className="note">{t('notice.version', { version: NOTICE_VERSION })}</p>
    </>
  );
}
