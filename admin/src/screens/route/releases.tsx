/** Two releases side by side: what each vital was before and after, and whether the difference is certain. */
import type { ReleaseList, Summary } from '@throughline/protocol';
import { type VitalName, vitalNames, vitals } from '@throughline/protocol/vitals';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatVital } from '../../format/vital.ts';
import { parseScope } from '../../state/scope.ts';
import { ChangeMark } from '../../ui/change-mark.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EstimateText } from '../../ui/estimate-text.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';

export function Releases({ site, route }: { site: string; route: string }) {
  const list = useAnswer<ReleaseList>(site, { asks: 'span', of: 'releases' });
  return (
    <Panel title="Before and after a release">
      <Answered watched={list} label="the releases">
        {({ releases }) => (
          <Pair site={site} route={route} releases={releases.map(({ release }) => release)} />
        )}
      </Answered>
    </Panel>
  );
}

/** @param releases Newest first. */
function Pair({ site, route, releases }: { site: string; route: string; releases: readonly string[] }) {
  const { params } = useApp().router.address.value;
  const after = releases.find((release) => release === params.get('after')) ?? releases[0];
  const before = releases.find((release) => release === params.get('before')) ?? releases[1];
  const now = useRelease(site, route, after);
  const then = useRelease(site, route, before);
  if (!after || !before) return <Quiet>Fewer than two releases reported in this period.</Quiet>;

  const options = releases.map((value) => ({ value, label: value }));
  const summaries = [then.state, now.state].map((state) => (state.status === 'ready' ? state.value : null));
  const [earlier, later] = summaries;
  return (
    <>
      <p>
        <Choice label="Before" param="before" value={before} options={options} />{' '}
        <Choice label="After" param="after" value={after} options={options} />
      </p>
      <DataTable
        caption="Vitals before and after"
        rows={vitalNames}
        keyOf={(name) => name}
        columns={[
          { label: 'Vital', cell: (name: VitalName) => vitals[name].label },
          {
            label: 'Before',
            isNumber: true,
            cell: (name: VitalName) => <EstimateText metric={name} estimate={earlier?.metrics[name]} />,
          },
          {
            label: 'After',
            isNumber: true,
            cell: (name: VitalName) => <EstimateText metric={name} estimate={later?.metrics[name]} />,
          },
          {
            label: 'Change',
            cell: (name: VitalName) => (
              <ChangeMark
                now={later?.metrics[name]}
                before={earlier?.metrics[name]}
                format={(value) => formatVital(name, value)}
              />
            ),
          },
        ]}
      />
    </>
  );
}

function useRelease(site: string, route: string, release: string | undefined) {
  const scope = parseScope(useApp().router.address.value.params);
  const others = scope.filters.filter(({ name }) => name !== 'release');
  return useAnswer<Summary>(
    site,
    release === undefined
      ? null
      : {
          asks: 'views',
          of: 'summary',
          params: { route, metric: vitalNames, release },
          scope: { ...scope, filters: others },
        },
  );
}
