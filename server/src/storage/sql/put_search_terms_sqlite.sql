INSERT INTO search_term (rowid, terms) VALUES ($1, $2)
