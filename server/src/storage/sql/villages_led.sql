-- Of units that took turns in a village, the one that came last is there: a team that nobody ended leads no longer once another's began.
SELECT DISTINCT space FROM team
WHERE lead_unit = $1 AND space >= $2 AND space < $3 AND from_day <= $4 AND (to_day IS NULL OR to_day >= $4)
AND NOT EXISTS (
  SELECT 1 FROM team later
  WHERE later.space = team.space AND later.unit <> team.unit AND later.from_day > team.from_day AND later.from_day <= $4
  AND (later.to_day IS NULL OR later.to_day >= $4)
)
ORDER BY space
