INSERT INTO search_record (space, record, kind, place) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, record) DO UPDATE SET kind = excluded.kind, place = excluded.place
