// Small charts in SVG; colours come from the style sheets.
import { h } from './preact.js';
import { useEffect, useRef, useState } from './hooks.js';
import { clockTime } from './format.js';
import { t } from './text.js';

const TALL = 168;
const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;

/** A line without axes, for a table's cell. */
export function Spark({ values, label }) {
  if (values.length < 2) {
    return h('svg', { class: 'spark', 'aria-hidden': 'true', viewBox: '0 0 116 26' }, h('path', { class: 'line', d: 'M0 25.3H116' }));
  }
  const most = Math.max(1, ...values);
  const points = values.map((value, i) => `${((i / (values.length - 1)) * 116).toFixed(1)} ${(25 - (value / most) * 23).toFixed(1)}`);
  return h('svg', { class: 'spark', role: 'img', 'aria-label': label, viewBox: '0 0 116 26', preserveAspectRatio: 'none' },
    h('path', { class: 'area', d: `M0 26L${points.join('L')}L116 26Z` }),
    h('path', { class: 'line', d: `M${points.join('L')}` }));
}

/**
 * Lines over time. `times` are milliseconds; `series` have a name and a value for each, null where there is none. `show` writes a value.
 */
export function Chart({ title, times, series, show }) {
  const box = useRef(null);
  const width = useWidth(box, 560);
  const [at, setAt] = useState(null);

  const last = times.length - 1;
  const most = niceMost(Math.max(0, ...series.flatMap((one) => one.values.filter((value) => value !== null))));
  const x = (i) => LEFT + (last > 0 ? ((times[i] - times[0]) / Math.max(1, times[last] - times[0])) * (width - LEFT - 6) : 0);
  const y = (value) => TALL - BOTTOM - (value / most) * (TALL - BOTTOM - TOP);
  const shownAt = at === null || at > last ? last : at;
  const move = (event) => {
    const wanted = event.clientX - event.currentTarget.getBoundingClientRect().left;
    let best = last;
    for (let i = 0; i <= last; i++) {
      if (Math.abs(x(i) - wanted) < Math.abs(x(best) - wanted)) {
        best = i;
      }
    }
    setAt(best);
  };
  const keys = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt(Math.min(last, Math.max(0, shownAt + step)));
    }
  };
  const said = series.map((one) => `${one.name} ${last < 0 ? '–' : show(one.values[shownAt])}`).join(', ');
  const label = last < 0 ? `${title}: ${t('chart.empty')}` : `${title}, ${clockTime(times[shownAt])}: ${said}`;

  return h('figure', { class: 'chart card card-in', ref: box },
    h('figcaption', null,
      h('h2', null, title),
      h('div', { class: 'legend' },
        last >= 0 && h('time', { class: 'muted' }, clockTime(times[shownAt])),
        series.map((one, i) => h('span', { class: `s${one.colour ?? i}` }, one.name, ' ', h('b', null, last < 0 ? '–' : show(one.values[shownAt])))))),
    h('svg', {
      role: 'img', tabIndex: 0, 'aria-label': label, viewBox: `0 0 ${width} ${TALL}`,
      onPointerMove: move, onPointerLeave: () => setAt(null), onBlur: () => setAt(null), onKeyDown: keys,
    },
    [0, 0.5, 1].map((part) => [
      h('line', { class: 'grid-line', x1: LEFT, x2: width - 6, y1: y(most * part), y2: y(most * part) }),
      h('text', { class: 'axis', x: LEFT - 6, y: y(most * part) + 4, 'text-anchor': 'end' }, show(most * part)),
    ]),
    last > 0 && [0, last].map((i) =>
      h('text', { class: 'axis', x: x(i), y: TALL - 4, 'text-anchor': i === 0 ? 'start' : 'end' }, clockTime(times[i]))),
    last < 1 && h('text', { class: 'axis', x: (width + LEFT) / 2, y: TALL / 2, 'text-anchor': 'middle' }, t('chart.empty')),
    series.map((one, i) => paths(one.values, x, y).map(({ line, area }) => h('g', { class: `s${one.colour ?? i}` },
      i === 0 && h('path', { class: 'area', d: area }), h('path', { class: 'line', d: line })))),
    at !== null && last > 0 && h('line', { class: 'cursor', x1: x(shownAt), x2: x(shownAt), y1: TOP, y2: TALL - BOTTOM })));
}

/** How wide an element is, in pixels; `first` until that is known. */
export function useWidth(element, first) {
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(220, Math.round(entry.contentRect.width))));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** A path for each stretch without gaps. */
function paths(values, x, y) {
  const stretches = [];
  let stretch = [];
  values.forEach((value, i) => {
    if (value === null) {
      stretches.push(stretch);
      stretch = [];
    } else {
      stretch.push([x(i).toFixed(1), y(value).toFixed(1)]);
    }
  });
  stretches.push(stretch);
  const floor = y(0).toFixed(1);
  return stretches
    .filter((points) => points.length > 1)
    .map((points) => {
      const line = points.map((point) => point.join(' ')).join('L');
      return { line: `M${line}`, area: `M${points[0][0]} ${floor}L${line}L${points.at(-1)[0]} ${floor}Z` };
    });
}

/** The least of 1, 2, 5 times a power of ten that is not below `value`. */
function niceMost(value) {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= value * 0.999);
}
