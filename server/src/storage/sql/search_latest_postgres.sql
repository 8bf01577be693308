SELECT space, record, kind, place FROM (
  SELECT space, record, kind, place, terms FROM search_record WHERE place BETWEEN $2 AND $3 ORDER BY place DESC LIMIT $5
) AS latest
WHERE terms @@ CAST(CAST($1 AS TEXT) AS TSQUERY) ORDER BY place DESC LIMIT $4
