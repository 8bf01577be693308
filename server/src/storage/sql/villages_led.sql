SELECT DISTINCT space FROM team
WHERE lead_unit = $1 AND space >= $2 AND space < $3 AND from_day <= $4 AND (to_day IS NULL OR to_day >= $4)
ORDER BY space
