INSERT INTO review_lease (space, record, login, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (space, record) DO UPDATE SET login = excluded.login, until = excluded.until
WHERE review_lease.login = excluded.login OR review_lease.until <= $5
