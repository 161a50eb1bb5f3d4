import { useEffect, useState } from 'preact/hooks';

/** A place in the page: `#/tools/listPets`. */
export interface Route {
  section: string;
  item: string | undefined;
}

/** Returns the place that the address names. */
export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const update = (): void => setRoute(readRoute());
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return route;
}

function readRoute(): Route {
  const [section = '', item] = location.hash.replace(/^#\/?/, '').split('/');
  try {
    return { section: section === '' ? 'tools' : section, item: item && decodeURIComponent(item) };
  } catch {
    return { section: 'tools', item: undefined };
  }
}
