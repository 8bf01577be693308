-- Whoever speaks for a lead unit reads the villages that it leads, and no others: a role names its unit, and a team who leads it.
ALTER TABLE account_role ADD COLUMN unit TEXT;
ALTER TABLE team ADD COLUMN lead_unit TEXT;
-- Where a unit was under several, nobody can say any more which of its villages was under whom: the next roster does.
UPDATE team SET lead_unit = (
  SELECT CASE WHEN COUNT(*) = 1 THEN MIN(work_group.lead_unit) END
  FROM work_group
  WHERE work_group.unit = team.unit AND work_group.county = SUBSTR(team.space, 1, 6)
);
