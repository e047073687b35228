/** The site's servers: endpoints, statements, repeated statements, timers, kept traces, pools and processes. */
import { useApp } from '../../app-context.ts';
import { formatRange } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { PercentileSwitch } from '../../ui/percentile-switch.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { Together } from '../../ui/together.tsx';
import { Endpoints } from './endpoints.tsx';
import { Part } from './part.tsx';
import { Processes } from './processes.tsx';
import { Queries } from './queries.tsx';
import { Repeated } from './repeated.tsx';
import { Timers } from './timers.tsx';
import { Traces } from './traces.tsx';

export function ServerScreen({ site }: { site: string }) {
  const { range, percentile } = parseScope(useApp().router.address.value.params);
  return (
    <>
      <ScreenHead
        crumbs={[]}
        title="Server"
        facts={`${formatRange(range)}; p${percentile} carries the interval`}
        controls={
          <>
            <PercentileSwitch />
            <RangePicker />
          </>
        }
      />
      <Together label="Loading the servers">
        <Part site={site} />
        <Endpoints site={site} />
        <Queries site={site} />
        <Repeated site={site} />
        <Timers site={site} />
        <Traces site={site} />
        <Processes site={site} />
      </Together>
    </>
  );
}
