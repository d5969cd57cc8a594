// The frame around all pages, and which address shows which page.
import { h, render } from './preact.js';
import { useEffect, useRef, useState } from './hooks.js';
import { chooseLanguage, currentLanguage, loadTexts, t } from './text.js';
import { get } from './api.js';
import { currentKey, may, onSession, setRights, signInState, signOut } from './session.js';
import { useConnection } from './live.js';
import { Toasts } from './ui.js';
import { Overview } from './overview.js';
import { QueuePage } from './queue.js';
import { Topics } from './topics.js';
import { Schedules } from './schedules.js';
import { PositionsList } from './positions.js';
import { SendPage } from './send.js';
import { SignIn } from './signin.js';

const SECTIONS = [
  ['queues', 'nav.queues', 'see'],
  ['topics', 'nav.topics', 'see'],
  ['schedules', 'nav.schedules', 'see'],
  ['positions', 'nav.positions', 'see'],
  ['send', 'nav.send', 'produce'],
];

/** The address behind the `#`: its parts decoded, and its query. */
function address() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter((part) => part !== '').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { parts, query: new URLSearchParams(query), path };
}

function page({ parts, query }) {
  switch (parts[0]) {
    case undefined:
      return may('see') ? h(Overview, { query }) : h(SendPage, { query });
    case 'queues':
      return parts.length === 1 ? h(Overview, { query }) : h(QueuePage, { key: parts[1], name: parts[1], rest: parts.slice(2), query });
    case 'topics':
      return h(Topics, { chosen: parts[1] ?? null, key: 'topics' });
    case 'schedules':
      return h(Schedules, {});
    case 'positions':
      return h(PositionsList, {});
    case 'send':
      return h(SendPage, { query, key: query.toString() });
    default:
      return h(Overview, { query });
  }
}

function App() {
  const [where, go] = useState(address());
  const [, redraw] = useState(0);
  const main = useRef(null);
  useEffect(() => {
    const moved = () => {
      const next = address();
      go((before) => {
        if (before.path !== next.path) {
          // A reader of the new page starts at its top, with eyes as with ears.
          scrollTo(0, 0);
          document.activeElement?.blur?.();
        }
        return next;
      });
    };
    addEventListener('hashchange', moved);
    const ended = onSession(() => redraw((n) => n + 1));
    return () => {
      removeEventListener('hashchange', moved);
      ended();
    };
  }, []);
  const session = signInState();
  const section = where.parts[0] ?? 'queues';
  return [
    h('a', { class: 'skip', href: '#main', onClick: (e) => { e.preventDefault(); main.current.focus(); } }, t('nav.skip')),
    h('header', { class: 'bar' },
      h('div', { class: 'bar-in' },
        h('a', { class: 'brand', href: '#/' }, h(Logo, null), 'Posthorn'),
        !session.wanted && h('nav', { 'aria-label': t('nav.label') },
          h('ul', null, SECTIONS.filter(([, , permission]) => may(permission)).map(([name, text]) =>
            h('li', null, h('a', { href: `#/${name}`, 'aria-current': section === name ? 'page' : undefined }, t(text)))))),
        h('div', { class: 'bar-end' },
          !session.wanted && h(Pulse, null),
          h(Language, { onChosen: () => redraw((n) => n + 1) }),
          currentKey() !== null && h('button', { type: 'button', onClick: signOut }, t('session.signOut'))))),
    h('main', { id: 'main', tabIndex: -1, ref: main, key: currentLanguage() }, session.wanted ? h(SignIn, { refused: session.refused, onKey: learn }) : page(where)),
    h('footer', null, h('a', { href: '/docs/' }, t('nav.api'))),
    h(Toasts, null),
  ];
}

function Logo() {
  return h('svg', { viewBox: '0 0 32 32', fill: 'none', 'aria-hidden': 'true', stroke: '#e3ac4c', 'stroke-width': '2.2', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
    h('path', { d: 'M3 11.5h18M3 9.5v4' }),
    h('circle', { cx: 13.5, cy: 17.5, r: 6 }),
    h('path', { d: 'M21 11.5c3.5 0 6-1.7 8-5v10c-2-3.3-4.5-5-8-5z', fill: '#e3ac4c' }));
}

function Pulse() {
  const state = useConnection();
  return h('span', { class: 'pulse', 'data-state': state, role: 'status' }, t(`connection.${state}`));
}

function Language({ onChosen }) {
  const choose = async (event) => {
    await chooseLanguage(event.target.value);
    onChosen();
  };
  return h('select', { 'aria-label': t('nav.language'), value: currentLanguage(), onChange: choose },
    h('option', { value: 'en', lang: 'en' }, 'English'),
    h('option', { value: 'zh', lang: 'zh-CN' }, '中文'));
}

/** Learns what the key may do; without one, whether one is asked for. */
async function learn() {
  setRights(await get('/v1/session'));
}

await loadTexts();
// 401 asks for a key by itself; when the server is away the pages say so.
await learn().catch(() => {});
render(h(App, null), document.getElementById('app'));
