SELECT login, role, division, from_day, to_day, deputy_for, unit FROM account_role WHERE login = $1
ORDER BY from_day, division, role
