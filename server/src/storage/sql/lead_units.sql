SELECT DISTINCT lead_unit FROM team WHERE space >= $1 AND space < $2 AND lead_unit IS NOT NULL ORDER BY lead_unit
