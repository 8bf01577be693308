SELECT space, record, kind, place FROM search_record
WHERE terms @@ CAST(CAST($1 AS TEXT) AS TSQUERY) AND place BETWEEN $2 AND $3
ORDER BY place DESC LIMIT $4
