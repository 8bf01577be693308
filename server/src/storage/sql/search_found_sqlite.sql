SELECT r.space AS space, r.record AS record, r.kind AS kind, r.place AS place
FROM search_term CROSS JOIN search_record r ON r.place = search_term.rowid
WHERE search_term MATCH $1 AND search_term.rowid BETWEEN $2 AND $3
ORDER BY search_term.rowid DESC LIMIT $4
