//! The values that travel between the server and its database: four types, the same in both homes.

use std::sync::Arc;

use super::StorageError;

/// A value of a parameter or of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number; a truth value is 0 or 1.
    Int(i64),
    /// A text without U+0000.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// What it is, for an error's text; never what it says.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Int(_) => "a whole number",
            Self::Text(_) => "a text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// Numbers past `i64::MAX` become `i64::MAX`; no counter gets there.
impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u16> for Cell {
    fn from(number: u16) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u8> for Cell {
    fn from(number: u8) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Cell {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<const N: usize> From<[u8; N]> for Cell {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Cell {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A type that a column can be read as.
pub trait FromCell: Sized {
    /// What is wanted, for an error's text.
    const WANTED: &'static str;
    /// The value, or the cell again if it is of another type or out of range.
    ///
    /// # Errors
    /// The cell, unread.
    fn from_cell(cell: Cell) -> Result<Self, Cell>;
}

impl FromCell for Cell {
    const WANTED: &'static str = "a value";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        Ok(cell)
    }
}

impl FromCell for i64 {
    const WANTED: &'static str = "a whole number";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        if let Cell::Int(number) = cell { Ok(number) } else { Err(cell) }
    }
}

macro_rules! smaller_number {
    ($($type:ty),*) => {$(
        impl FromCell for $type {
            const WANTED: &'static str = concat!("a number of the range of ", stringify!($type));
            fn from_cell(cell: Cell) -> Result<Self, Cell> {
                match cell {
                    Cell::Int(number) => number.try_into().map_err(|_| cell),
                    other => Err(other),
                }
            }
        }
    )*};
}
smaller_number!(u64, u32, i32, u16, u8);

impl FromCell for bool {
    const WANTED: &'static str = "0 or 1";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        match cell {
            Cell::Int(0) => Ok(false),
            Cell::Int(1) => Ok(true),
            other => Err(other),
        }
    }
}

impl FromCell for String {
    const WANTED: &'static str = "a text";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        if let Cell::Text(text) = cell { Ok(text) } else { Err(cell) }
    }
}

impl FromCell for Vec<u8> {
    const WANTED: &'static str = "bytes";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        if let Cell::Bytes(bytes) = cell { Ok(bytes) } else { Err(cell) }
    }
}

impl<const N: usize> FromCell for [u8; N] {
    const WANTED: &'static str = "bytes of a fixed length";
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        match cell {
            Cell::Bytes(bytes) => bytes.try_into().map_err(Cell::Bytes),
            other => Err(other),
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    const WANTED: &'static str = T::WANTED;
    fn from_cell(cell: Cell) -> Result<Self, Cell> {
        if cell == Cell::Null { Ok(None) } else { T::from_cell(cell).map(Some) }
    }
}

/// A row of an answer. The names of its columns are shared by all rows of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    cells: Vec<Cell>,
}

impl Row {
    /// A row of these columns, in their order.
    pub(super) fn new(columns: Arc<[String]>, cells: Vec<Cell>) -> Self {
        Self { columns, cells }
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values, in order.
    pub fn into_cells(self) -> Vec<Cell> {
        self.cells
    }

    /// The column's value as a `T`, copied.
    ///
    /// # Errors
    /// No such column, or its value is no `T`.
    pub fn get<T: FromCell>(&self, column: &str) -> Result<T, StorageError> {
        let index = self.index::<T>(column)?;
        convert(column, self.cells[index].clone())
    }

    /// The column's value as a `T`, moved out: reading the same column again gives NULL.
    ///
    /// # Errors
    /// No such column, or its value is no `T`.
    pub fn take<T: FromCell>(&mut self, column: &str) -> Result<T, StorageError> {
        let index = self.index::<T>(column)?;
        convert(column, std::mem::replace(&mut self.cells[index], Cell::Null))
    }

    /// The column's value as it is, moved out.
    ///
    /// # Errors
    /// No such column.
    pub fn take_cell(&mut self, column: &str) -> Result<Cell, StorageError> {
        self.take(column)
    }

    fn index<T: FromCell>(&self, column: &str) -> Result<usize, StorageError> {
        self.columns.iter().position(|name| name == column).ok_or_else(|| StorageError::Type {
            place: format!("column {column}"),
            wanted: T::WANTED,
            found: "not in the answer".to_owned(),
        })
    }
}

fn convert<T: FromCell>(column: &str, cell: Cell) -> Result<T, StorageError> {
    T::from_cell(cell).map_err(|cell| StorageError::Type {
        place: format!("column {column}"),
        wanted: T::WANTED,
        found: match &cell {
            Cell::Bytes(bytes) => format!("{} bytes", bytes.len()),
            other => other.type_name().to_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        let columns = ["n", "t", "b", "nothing"].map(str::to_owned);
        Row::new(columns.into(), vec![Cell::Int(300), Cell::Text("磨沟".into()), Cell::Bytes(vec![1; 16]), Cell::Null])
    }

    #[test]
    fn a_column_is_read_as_its_type_and_as_no_other() {
        let row = row();
        assert_eq!(row.get::<i64>("n").unwrap(), 300);
        assert_eq!(row.get::<String>("t").unwrap(), "磨沟");
        assert_eq!(row.get::<[u8; 16]>("b").unwrap(), [1; 16]);
        assert_eq!(row.get::<Option<i64>>("nothing").unwrap(), None);
        for error in [
            row.get::<u8>("n").unwrap_err(),
            row.get::<bool>("n").unwrap_err(),
            row.get::<i64>("t").unwrap_err(),
            row.get::<[u8; 32]>("b").unwrap_err(),
            row.get::<i64>("nothing").unwrap_err(),
            row.get::<i64>("other").unwrap_err(),
        ] {
            assert_eq!(error.code(), "storage.type", "{error}");
        }
    }

    #[test]
    fn an_error_tells_the_type_and_never_the_content() {
        let error = row().get::<i64>("t").unwrap_err().to_string();
        assert!(!error.contains("磨沟"), "{error}");
    }
}
