// HTTPSQS positions: where put and get stand in the ring, and what lies at a position.
import { h } from './preact.js';
import { useRef, useState } from './hooks.js';
import { get, nameQuery, query as toQuery, queuePath } from './api.js';
import { Badge, Button, Card, Empty, Head, Input, Loading, NumberCell, Pager, Problem, Stat, State, Time, to } from './ui.js';
import { useWidth } from './charts.js';
import { CHARSETS, bytesOf, decode, guess } from './bytes.js';
import { bytes, count } from './format.js';
import { useLive } from './live.js';
import { t } from './text.js';

const PAGE = 50;
const PREVIEW = 160;
const MOST_PAGES = 10;

/** All queues that HTTPSQS clients use. */
export function PositionsList() {
  const { data, error, refresh } = useLive(async (signal) => {
    const found = [];
    let cursor = null;
    let pages = 0;
    do {
      const page = await get(`/v1/queues${nameQuery({ cursor, limit: 1000 })}`, signal);
      found.push(...page.queues.filter((queue) => queue.statistics.ring));
      cursor = page.cursor;
    } while (cursor && ++pages < MOST_PAGES);
    return found;
  }, [], 10_000);
  return h('div', null,
    h(Head, { title: t('positions.title'), sub: t('positions.sub') }),
    h(Problem, { error, retry: refresh }),
    !data && !error && h(Loading, null),
    data && h(Card, null, data.length === 0
      ? h(Empty, { title: t('positions.none'), command: `curl '${location.origin}/?name=orders&opt=put&data=hello'` }, t('positions.noneText'))
      : h('div', { class: 'table-box' }, h('table', { class: 'cards' },
        h('thead', null, h('tr', null,
          h('th', { scope: 'col' }, t('queue.name')),
          ['positions.put', 'positions.get', 'positions.unread', 'positions.max'].map((label) => h('th', { scope: 'col', class: 'number' }, t(label))))),
        h('tbody', null, data.map(({ name, statistics: { ring, ready } }) => h('tr', { key: name },
          h('td', { class: 'row-head' }, h('a', { class: 'name', href: to('queues', name, 'positions') }, name), ' ', ring.put < ring.get && h(Badge, null, t('positions.secondLap'))),
          h(NumberCell, { label: t('positions.put'), value: ring.put, shown: ring.put.toLocaleString() }),
          h(NumberCell, { label: t('positions.get'), value: ring.get, shown: ring.get.toLocaleString() }),
          h(NumberCell, { label: t('positions.unread'), value: ready }),
          h(NumberCell, { label: t('positions.max'), value: ring.max }))))))));
}

/** The ring of one queue. */
export function Positions({ name, stats }) {
  const { ring } = stats;
  const [from, setFrom] = useState('');
  const [charset, setCharset] = useState('');
  const [start, setStart] = useState(0);
  const { data, error, refresh } = useLive(
    (signal) => get(queuePath(name, `/messages${toQuery({ by: 'position', from: start > 0 ? start : null, limit: PAGE })}`), signal),
    [name, start], 5000,
  );
  const look = (event) => {
    event.preventDefault();
    setStart(Math.max(0, Math.trunc(Number(from)) || 0));
  };
  const lapped = ring.put < ring.get;
  return h('div', { class: 'stack' },
    h('dl', { class: 'card strip' },
      h(Stat, { label: t('positions.put'), value: ring.put.toLocaleString(), unit: t(lapped ? 'positions.lap2' : 'positions.lap1') }),
      h(Stat, { label: t('positions.get'), value: ring.get.toLocaleString(), unit: t('positions.lap1') }),
      h(Stat, { label: t('positions.unread'), value: count(stats.ready) }),
      h(Stat, { label: t('positions.max'), value: ring.max.toLocaleString() })),
    h(Card, { title: t('positions.ring') }, h('div', { class: 'card-in' }, h(RingPicture, { ring }))),
    h('form', { class: 'tools', onSubmit: look },
      h(Input, { id: 'position-from', label: t('positions.from'), value: from, onValue: setFrom, inputMode: 'numeric', placeholder: '1' }),
      h(Input, { id: 'position-charset', label: t('body.charset'), value: charset, onValue: setCharset, options: [['', t('positions.guess')], ...CHARSETS.map((one) => [one, one.toUpperCase()])] }),
      h(Button, { type: 'submit', kind: 'primary' }, t('positions.view'))),
    h(Problem, { error, retry: refresh }),
    data && h(Card, null, data.messages.length === 0
      ? h(Empty, { title: t('positions.nothing') })
      : h('div', { class: 'table-box' }, h('table', { class: 'cards' },
        h('thead', null, h('tr', null,
          h('th', { scope: 'col', class: 'number' }, t('positions.position')), h('th', { scope: 'col' }, t('message.state')),
          h('th', { scope: 'col' }, t('body.title')), h('th', { scope: 'col', class: 'number' }, t('message.size')), h('th', { scope: 'col' }, t('message.enqueued')))),
        h('tbody', null, data.messages.map((message) => h('tr', { key: message.id },
          h('td', { class: 'number row-head' }, h('a', { href: to('queues', name, 'messages', message.id) }, message.position.toLocaleString())),
          h('td', null, h(State, { state: message.state })),
          h('td', { class: 'wrap mono' }, preview(message, charset)),
          h('td', { class: 'number', 'data-label': t('message.size') }, bytes(message.size)),
          h('td', null, h(Time, { at: message.enqueuedAt }))))))),
    (start > 0 || data.cursor) && h(Pager, {
      text: t('messages.shown', { n: data.messages.length }),
      onFirst: start > 0 ? () => setStart(0) : null,
      onNext: data.cursor ? () => setStart(Number(data.cursor)) : null,
    })));
}

/** The ring unrolled: what is unread lies between get and put, across its end when put is a lap ahead. */
function RingPicture({ ring }) {
  const box = useRef(null);
  const width = useWidth(box, 900);
  const lapped = ring.put < ring.get;
  // A ring that is hardly begun is shown enlarged: its first tenth, its first hundredth...
  let most = ring.max;
  while (!lapped && most / 10 > ring.put) {
    most /= 10;
  }
  const x = (position) => 1 + (position / most) * (width - 2);
  const stretches = lapped ? [[ring.get, most], [0, ring.put]] : [[ring.get, ring.put]];
  const mark = (position, label, y, lineFrom, lineTo) => [
    h('line', { class: 'mark', x1: x(position), x2: x(position), y1: lineFrom, y2: lineTo }),
    h('text', { x: Math.min(width - 60, Math.max(60, x(position))), y, 'text-anchor': 'middle' }, label),
  ];
  return h('div', { ref: box }, h('svg', { class: 'ring', viewBox: `0 0 ${width} 72`, role: 'img', 'aria-label': t('positions.picture', { put: ring.put, get: ring.get, max: ring.max }) },
    h('rect', { class: 'track', x: 1, y: 24, width: width - 2, height: 16, rx: 3 }),
    stretches.map(([from, end]) => h('rect', { class: 'unread', x: x(from), y: 24, width: Math.max(0, x(end) - x(from)), height: 16 })),
    mark(ring.put, `${t('positions.put')} ${ring.put.toLocaleString()}`, 14, 18, 42),
    mark(ring.get, `${t('positions.get')} ${ring.get.toLocaleString()}`, 58, 22, 46),
    h('text', { x: width - 1, y: 71, 'text-anchor': 'end' }, Math.ceil(most).toLocaleString())));
}

function preview(message, charset) {
  const all = bytesOf(message);
  const text = decode(all, charset || (guess(all, message.contentType) ?? 'windows-1252'));
  if (text === null) {
    return h('span', { class: 'muted' }, t('body.notText', { charset }));
  }
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text;
}
