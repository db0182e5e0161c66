import { guidFrom } from '../chance.ts';
import type { LocationState, LocationsState } from '../state.ts';

const addresses: readonly (readonly [string, string, string, string])[] = [
  ['Bâtiment A', 'rue de la Paix', '12', 'Paris'],
  ['Bâtiment B, 3ᵉ étage', 'rue de la Paix', '14', 'Paris'],
  ['Entrepôt', 'avenue du Port', '3', 'Le Havre'],
];

function address(location: string, street: string, number: string, city: string): LocationState {
  return {
    kind: 'address',
    id: guidFrom('address', location),
    value: {
      Location: location,
      CompanyName: 'Contoso',
      HouseNumber: number,
      StreetName: street,
      City: city,
      Country: 'FR',
    },
  };
}

/**
 * The location database: what is published, and one building that is entered but not published yet,
 * which the export carries too.
 */
export function locationsData(): LocationsState {
  const published: LocationState[] = [
    ...addresses.map(parts => address(...parts)),
    ...['10.20.0.0', '10.20.1.0', '10.20.2.0'].map((subnet, i): LocationState => ({
      kind: 'subnet',
      id: subnet,
      value: { Subnet: subnet, LocationId: guidFrom('address', addresses[i]?.[0] ?? '') },
    })),
    {
      kind: 'access-point',
      id: '00-15-5D-0A-14-01',
      value: { BSSID: '00-15-5D-0A-14-01', LocationId: guidFrom('address', 'Bâtiment A') },
    },
  ];
  return {
    published,
    working: [...published, address('Annexe (à publier)', 'quai de Seine', '1 bis', 'Rouen')],
  };
}
