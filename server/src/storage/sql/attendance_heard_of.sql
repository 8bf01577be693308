SELECT heard FROM attendance_village WHERE space = $1
