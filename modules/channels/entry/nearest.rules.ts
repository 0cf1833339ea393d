// Which store is nearest. Pure.
const EARTH_KM = 6_371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

export interface Place {
  latitude: number;
  longitude: number;
}

/** Kilometres between two places on the globe (haversine). */
export function distanceKm(a: Place, b: Place): number {
  const [dLat, dLon] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)];
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The one nearest to a place, with its distance; those without a place are left out. Null when none has one. */
export function nearestTo<T extends { latitude: number | null; longitude: number | null }>(
  from: Place,
  candidates: readonly T[],
): { found: T; km: number } | null {
  let best: { found: T; km: number } | null = null;
  for (const found of candidates) {
    if (found.latitude === null || found.longitude === null) continue;
    const km = distanceKm(from, { latitude: found.latitude, longitude: found.longitude });
    if (best === null || km < best.km) best = { found, km };
  }
  return best;
}
