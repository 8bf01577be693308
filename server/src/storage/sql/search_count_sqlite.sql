SELECT COUNT(*) AS found FROM (
  SELECT 1 FROM search_term WHERE search_term MATCH $1 AND search_term.rowid BETWEEN $2 AND $3 LIMIT $4
) AS part
