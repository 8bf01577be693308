INSERT INTO search_term (search_term, rank) VALUES ('merge', $1)
