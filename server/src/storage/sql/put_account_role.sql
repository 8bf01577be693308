-- A unit that was given stays until another is.
INSERT INTO account_role (login, role, division, from_day, to_day, deputy_for, unit) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (login, role, division, from_day) DO UPDATE SET to_day = excluded.to_day, deputy_for = excluded.deputy_for,
  unit = COALESCE(excluded.unit, account_role.unit)
