-- 归档: which sheets a village's page was closed with, whether or not anybody's month stood on it; a page that is closed is printed.
CREATE TABLE closed_sheet (
  space TEXT NOT NULL,
  -- The first day of the sheet's month.
  sheet BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (space, sheet)
) /* STRICT */;
