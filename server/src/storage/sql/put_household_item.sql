INSERT INTO household_item (space, number, record, head, grp, persons, status, is_there, members, visitors, helpers, last_visit, visits)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (space, number) DO UPDATE SET record = excluded.record, head = excluded.head, grp = excluded.grp, persons = excluded.persons,
  status = excluded.status, is_there = excluded.is_there, members = excluded.members, visitors = excluded.visitors,
  helpers = excluded.helpers, last_visit = excluded.last_visit, visits = excluded.visits
