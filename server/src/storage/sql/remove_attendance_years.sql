DELETE FROM attendance_year WHERE space = $1
