// Asks for a key when the server does.
import { h } from './preact.js';
import { useState } from './hooks.js';
import { Button, Card, Head, Input, Problem } from './ui.js';
import { signIn } from './session.js';
import { t } from './text.js';

export function SignIn({ refused, onKey }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    if (key.trim() === '') {
      return;
    }
    signIn(key.trim());
    setKey('');
    try {
      await onKey();
    } catch (failure) {
      setError(failure.status === 401 ? null : failure);
    }
  };
  return h('div', { class: 'sign-in' }, h(Card, null, h('form', { class: 'card-in', onSubmit: submit },
    h(Head, { title: t('signIn.title') }),
    h('p', null, t('signIn.text')),
    h(Input, { id: 'key', label: t('signIn.key'), type: 'password', value: key, onValue: setKey, autofocus: true, error: refused && key === '' ? t('signIn.refused') : null, hint: t('signIn.hint') }),
    h(Problem, { error }),
    h(Button, { type: 'submit', kind: 'primary' }, t('signIn.button')))));
}
