import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';

type Props = {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly kind?: 'player';
  readonly children: ReactNode;
};

/** A choice over what one was doing: comes from below, closes with ×, Back and Escape; focus moves in and returns. */
export function Sheet({ name, isOpen, onClose, kind, children }: Props) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  const label = useId();
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const element = dialog.current;
    if (!isOpen || !element) return;
    element.showModal();
    // The phone's Back button closes the sheet, not the page beneath it.
    history.pushState({ sheet: label }, '');
    const onBack = () => close.current();
    const onOutside = (event: MouseEvent) => event.target === element && close.current();
    window.addEventListener('popstate', onBack);
    element.addEventListener('click', onOutside);
    return () => {
      element.removeEventListener('click', onOutside);
      window.removeEventListener('popstate', onBack);
      element.close();
      if ((history.state as { sheet?: string } | null)?.sheet === label) history.back();
    };
  }, [isOpen, label]);
  return (
    <dialog
      ref={dialog}
      className={kind ? `sheet sheet--${kind}` : 'sheet'}
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {isOpen && (
        <>
          <div className="sheet__head">
            <h2 className="head" id={label}>
              {name}
            </h2>
            <IconButton icon="cross" name={t('common.close')} onPress={onClose} />
          </div>
          {children}
        </>
      )}
    </dialog>
  );
}
