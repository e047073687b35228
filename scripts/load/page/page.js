// Draws what the run tells, and sends two numbers back.

const height = 240;
const moments = [];
const find = (selector) => document.querySelector(selector);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const charts = {
  rate: makeChart('rate', [
    { label: 'requests/s', stroke: color('--accent'), read: ({ perSecond }) => perSecond },
    { label: 'errors/s', stroke: color('--bad'), read: ({ errorsPerSecond }) => errorsPerSecond },
    { label: 'users', stroke: color('--faint'), dash: [6, 4], read: ({ users }) => users },
  ]),
  times: makeChart('times', [
    { label: 'p50', stroke: color('--faint'), read: ({ responseMs }) => responseMs.p50 },
    { label: 'p95', stroke: color('--accent'), read: ({ responseMs }) => responseMs.p95 },
    { label: 'p99', stroke: color('--bad'), read: ({ responseMs }) => responseMs.p99 },
    { label: 'service p95', stroke: color('--ink'), dash: [6, 4], read: ({ serviceMs }) => serviceMs.p95 },
  ]),
};

function makeChart(name, lines) {
  const place = find(`[data-chart="${name}"]`);
  const axis = { stroke: color('--faint'), grid: { stroke: color('--line') } };
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height,
      scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [{ ...axis, label: 'seconds' }, axis],
      series: [
        { label: 's' },
        ...lines.map(({ read, ...line }) => ({ width: 2, points: { show: false }, ...line })),
      ],
    },
    [[], ...lines.map(() => [])],
    place,
  );
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height })).observe(place);
  return {
    draw: () =>
      plot.setData([
        moments.map(({ atSeconds }) => atSeconds),
        ...lines.map(({ read }) => moments.map(read)),
      ]),
  };
}

function show({ crowd, endpoints, faults }) {
  const last = moments.at(-1);
  if (last) {
    const values = { ...last, p50: last.responseMs.p50, p95: last.responseMs.p95 };
    for (const place of document.querySelectorAll('[data-now]')) {
      const { now } = place.dataset;
      place.textContent = formatNumber(values[now], now.startsWith('p') && now !== 'perSecond' ? ' ms' : '');
    }
  }
  for (const chart of Object.values(charts)) chart.draw();
  find('#endpoints').replaceChildren(...endpoints.map(toRow));
  find('#faults').replaceChildren(...faults.map(({ what, count }) => element('li', `${count} × ${what}`)));
  if (crowd) fillControls(crowd);
}

/** What somebody is typing stays as it is. */
function fillControls(crowd) {
  for (const input of document.querySelectorAll('#controls input')) {
    if (input !== document.activeElement && !input.dataset.touched) input.value = String(crowd[input.name]);
  }
}

function toRow({ endpoint, count, errors, serviceP95Ms, responseP95Ms }) {
  const row = element('tr');
  const errorCell = element('td', formatNumber(errors));
  if (errors > 0) errorCell.dataset.bad = '';
  row.append(
    element('td', endpoint),
    element('td', formatNumber(count)),
    errorCell,
    element('td', formatNumber(serviceP95Ms, ' ms')),
    element('td', formatNumber(responseP95Ms, ' ms')),
  );
  return row;
}

function element(name, text = '') {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function formatNumber(value, unit = '') {
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })}${unit}`;
}

function finish(text, isBroken = false) {
  find('#state').textContent = text;
  find('#state').toggleAttribute('data-broken', isBroken);
  for (const control of document.querySelectorAll('#controls input, #controls button'))
    control.disabled = true;
  events.close();
}

async function control(change) {
  const answer = await fetch('/control', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!answer.ok) find('#state').textContent = `The load was not changed (${answer.status}).`;
}

const events = new EventSource('/events');
events.addEventListener('history', ({ data }) => {
  const { moments: all, ...state } = JSON.parse(data);
  moments.splice(0, moments.length, ...all);
  if (all.length > 0) find('#state').textContent = `Running, ${all.at(-1).atSeconds} s`;
  show(state);
});
events.addEventListener('moment', ({ data }) => {
  const { moment, ...state } = JSON.parse(data);
  moments.push(moment);
  find('#state').textContent = `Running, ${moment.atSeconds} s`;
  show(state);
});
events.addEventListener('said', ({ data }) => {
  find('#state').textContent = JSON.parse(data).line;
});
events.addEventListener('over', ({ data }) => {
  const { broken, ...state } = JSON.parse(data);
  show(state);
  if (broken.length > 0) finish(`Over. Broken budgets: ${broken.join(', ')}`, true);
  else finish('Over. Every budget holds.');
});
events.addEventListener('error', () => {
  if (events.readyState === EventSource.CLOSED) return;
  finish('The run has ended.');
});

for (const input of document.querySelectorAll('#controls input')) {
  input.addEventListener('input', () => {
    input.dataset.touched = 'yes';
  });
}
find('#controls').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  await control({ users: Number(form.get('users')), thinkMs: Number(form.get('thinkMs')) });
  for (const input of document.querySelectorAll('#controls input')) delete input.dataset.touched;
});
find('#stop').addEventListener('click', () => control({ stop: true }));
