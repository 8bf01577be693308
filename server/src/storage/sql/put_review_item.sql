INSERT INTO review_item (space, record, cadre, day, arrived_at, heads, odd, sampled, town, county, city)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (space, record) DO UPDATE SET cadre = excluded.cadre, day = excluded.day, arrived_at = excluded.arrived_at,
  heads = excluded.heads, odd = excluded.odd, sampled = excluded.sampled,
  town = excluded.town, county = excluded.county, city = excluded.city
