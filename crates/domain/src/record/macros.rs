//! Declaring a kind, a closed list of codes, a group of parts.

/// Declares a closed list of codes as an enum with its Chinese names.
#[macro_export]
macro_rules! declare_codes {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal $zh:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $crate::record::Code for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
            fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }
        }

        impl $crate::record::Scalar for $name {
            const TYPE: $crate::record::FieldType = $crate::record::FieldType::Code;
            const FORM: $crate::record::Form = $crate::record::Form::OneOf(&[$($code,)+]);
            fn to_value(&self) -> $crate::record::Value {
                $crate::record::Value::Text($crate::record::Code::code(*self).to_owned())
            }
            fn from_value(value: &$crate::record::Value) -> Option<Self> {
                value.as_text().and_then(<Self as $crate::record::Code>::of)
            }
        }
    };
}

/// Declares parts that are bound by one rule and therefore replaced together: one field.
#[macro_export]
macro_rules! declare_group {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* $part:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name { $($(#[$fmeta])* pub $part: $type,)+ }

        impl $crate::record::Scalar for $name {
            const TYPE: $crate::record::FieldType = $crate::record::FieldType::Group(&[$($crate::record::PartDecl {
                name: stringify!($part),
                ty: <$type as $crate::record::Field>::TYPE,
                form: <$type as $crate::record::Field>::FORM,
                required: <$type as $crate::record::Field>::REQUIRED,
            },)+]);
            fn to_value(&self) -> $crate::record::Value {
                $crate::record::Value::List(vec![$($crate::record::part_to_value(&self.$part),)+])
            }
            fn from_value(value: &$crate::record::Value) -> Option<Self> {
                let [$($part,)+] = value.as_list()? else { return None };
                Some(Self { $($part: $crate::record::part_from_value($part)?,)+ })
            }
        }
    };
}

/// Declares a kind of record: the typed struct, its declaration, and the way between typed and generic.
///
/// `key` is left out for kinds whose id comes from the creating edit; `judges` stands in judgements alone. The rules are the kind's implementation of
/// [`crate::record::Rules`].
#[macro_export]
macro_rules! declare_kind {
    (
        $(#[$meta:meta])*
        pub struct $name:ident = $number:literal $kind_name:literal ($zh:literal, $en:literal)
        writers $writers:ident, audience $audience:ident, owner $owner:expr, told of $told_of:expr,
        $(judges $judges:expr,)? schema $schema:literal
        $(key { $($(#[$kmeta:meta])* $key:ident: $ktype:ty,)+ })?
        fields { $($(#[$fmeta:meta])* $fnumber:literal $field:ident: $ftype:ty, $fzh:literal since $since:literal;)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($($(#[$kmeta])* pub $key: $ktype,)+)?
            $($(#[$fmeta])* pub $field: $ftype,)*
        }

        impl $crate::record::RecordKind for $name {
            const DECL: &'static $crate::record::KindDecl = &$crate::record::KindDecl {
                number: $number,
                name: $kind_name,
                zh: $zh,
                en: $en,
                writers: $crate::record::Writers::$writers,
                audience: $crate::record::Audience::$audience,
                owner: $owner,
                told_of: $told_of,
                judges: $crate::declare_kind!(@judges $($judges)?),
                id: $crate::declare_kind!(@id $($($key)+)?),
                key: &[$($($crate::record::KeyDecl {
                    name: stringify!($key),
                    ty: <$ktype as $crate::record::Scalar>::TYPE,
                    form: <$ktype as $crate::record::Scalar>::FORM,
                },)+)?],
                fields: &[$($crate::record::FieldDecl {
                    number: $fnumber,
                    name: stringify!($field),
                    zh: $fzh,
                    ty: <$ftype as $crate::record::Field>::TYPE,
                    form: <$ftype as $crate::record::Field>::FORM,
                    since: $since,
                    required: <$ftype as $crate::record::Field>::REQUIRED,
                },)*],
                schema: $schema,
                check: $crate::record::check_record::<$name>,
            };

            #[allow(unused_variables, unused_mut)]
            fn from_parts(
                key: &[$crate::record::Value],
                fields: &$crate::record::Fields,
            ) -> Result<Self, Vec<$crate::record::FieldFault>> {
                let mut faults = Vec::new();
                let mut parts = key.iter();
                $($(let $key = {
                    let part = parts.next().and_then(<$ktype as $crate::record::Scalar>::from_value);
                    if part.is_none() {
                        faults.push($crate::record::FieldFault { name: stringify!($key), missing: false });
                    }
                    part
                };)+)?
                $(let $field = match <$ftype as $crate::record::Field>::load(fields.get(&$fnumber)) {
                    Ok(value) => Some(value),
                    Err(missing) => {
                        faults.push($crate::record::FieldFault { name: stringify!($field), missing });
                        None
                    }
                };)*
                match ($($(($key),)+)? $(($field),)*) {
                    ($($(Some($key),)+)? $(Some($field),)*) if faults.is_empty() => {
                        Ok(Self { $($($key,)+)? $($field,)* })
                    }
                    _ => Err(faults),
                }
            }

            fn key(&self) -> Vec<$crate::record::Value> {
                vec![$($($crate::record::Scalar::to_value(&self.$key),)+)?]
            }

            #[allow(unused_mut)]
            fn fields(&self) -> $crate::record::Fields {
                let mut fields = $crate::record::Fields::new();
                $(if let Some(state) = $crate::record::Field::store(&self.$field) {
                    fields.insert($fnumber, state);
                })*
                fields
            }
        }
    };
    (@judges) => { None };
    (@judges $judges:expr) => { Some($judges) };
    (@id) => { $crate::record::IdRule::Creation };
    (@id $($key:ident)+) => { $crate::record::IdRule::Derived };
}
