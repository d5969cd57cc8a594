// Dialogs: the browser's own, so that focus stays within and Escape closes.
import { h } from './preact.js';
import { useEffect, useRef, useState } from './hooks.js';
import { Button, Input, Problem } from './ui.js';
import { t } from './text.js';

export function Dialog({ title, onClose, wide, children }) {
  const element = useRef(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    return () => before?.focus?.();
  }, []);
  return h('dialog', { ref: element, class: wide ? 'wide-dialog' : '', 'aria-labelledby': 'dialog-title', onClose },
    h('div', { class: 'dialog-in' }, h('h2', { id: 'dialog-title' }, title), children));
}

/**
 * Asks before something is done. `losses` are pairs of a name and what is lost of it; `typed`, if given, must be entered first. `onDone` gets
 * what `action` answered.
 */
export function Confirm({ title, text, losses, typed, button, danger, action, onDone, onClose, children }) {
  const [entered, enter] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const run = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const result = await action();
      onClose();
      onDone?.(result);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return h(Dialog, { title, onClose },
    h('form', { onSubmit: run },
      text && h('p', null, text),
      losses && losses.length > 0 && h('ul', { class: 'losses' }, losses.map(([name, what]) => h('li', null, h('span', null, name), h('b', null, what)))),
      children,
      typed && h(Input, { id: 'confirm-typed', label: t('confirm.type', { name: typed }), value: entered, onValue: enter }),
      h(Problem, { error }),
      h('div', { class: 'dialog-end' },
        h(Button, { onClick: onClose }, t('cancel')),
        h(Button, { type: 'submit', kind: `primary ${danger ? 'danger' : ''}`, disabled: busy || (typed && entered !== typed) }, button))));
}
