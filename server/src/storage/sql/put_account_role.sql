INSERT INTO account_role (login, role, division, from_day, to_day, deputy_for) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (login, role, division, from_day) DO UPDATE SET to_day = excluded.to_day, deputy_for = excluded.deputy_for
