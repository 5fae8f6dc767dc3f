import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/words.ts';

const rates = [0.75, 1, 1.25, 1.5, 2] as const;

/** The next speed up or down. */
export function nextRate(rate: number, by: 1 | -1): number {
  const at = rates.findIndex((each) => each >= rate);
  return rates[Math.max(0, Math.min(rates.length - 1, (at < 0 ? rates.length : at) + by))]!;
}

/** How fast a film or a voice is played. */
export function Rate({ rate, onRate }: { readonly rate: number; readonly onRate: (rate: number) => void }) {
  const { t } = useTranslation('play');
  const format = useFormat();
  return (
    <label className="control control--select">
      <span className="unseen">{t('film.rate')}</span>
      <select value={rate} onChange={(event) => onRate(Number(event.target.value))}>
        {[...new Set([...rates, rate])].toSorted((a, b) => a - b).map((each) => (
          <option key={each} value={each}>
            {format.number(each, digitsOf(each))}×
          </option>
        ))}
      </select>
    </label>
  );
}

function digitsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
