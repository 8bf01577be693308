INSERT INTO search_record (space, record, kind, place, terms) VALUES ($1, $2, $3, $4, array_to_tsvector(string_to_array($5, ' ')))
ON CONFLICT (space, record) DO UPDATE SET kind = excluded.kind, place = excluded.place, terms = excluded.terms
