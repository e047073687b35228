/** A route from two sides: all of its views together, or one by one. */
import { useApp } from '../../app-context.ts';
import { placePath } from '../../state/place.ts';
import { withParams } from '../../state/router.ts';
import { keepShared } from '../../state/scope.ts';
import { Tabs } from '../../ui/tabs.tsx';

type RouteTabsProps = { site: string; route: string; current: 'route' | 'views' };

export function RouteTabs({ site, route, current }: RouteTabsProps) {
  const { router } = useApp();
  const params = keepShared(router.address.value.params);
  const hrefOf = (screen: 'route' | 'views') =>
    withParams({ pathname: placePath({ screen, site }), params }, { route });
  return (
    <Tabs
      label="Sides of this route"
      tabs={[
        { label: 'All together', href: hrefOf('route'), isCurrent: current === 'route' },
        { label: 'View by view', href: hrefOf('views'), isCurrent: current === 'views' },
      ]}
    />
  );
}
