/** `server\instance` as server and instance; the default instance has no name. */
export function storePlace(place: string): { server: string; instance: string } {
  const [server = '', instance = ''] = place.split('\\');
  return { server, instance };
}
