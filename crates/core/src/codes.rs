//! The macro behind every closed list of codes: one place says the code, its label and its parsing.

/// Declares an enum whose variants are written as fixed codes in JSON, in the table and in workbooks.
/// Parsing ignores case and surrounding blanks; anything else is a fault named `unknown_code`.
#[macro_export]
macro_rules! code_list {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        $vis enum $name { $($(#[$vmeta])* #[doc = $label] $variant,)+ }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code, as written in JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The label, as people read it in English.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::fault::FieldFault;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let text = text.trim();
                $(if text.eq_ignore_ascii_case($code) { return Ok(Self::$variant); })+
                Err($crate::fault::FieldFault::new(
                    "unknown_code",
                    concat!("Use one of: ", $($code, ", ",)+ "exactly as written."),
                )
                .telling("choices", [$($code),+].join(", ")))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::fault::FieldFault;
            fn try_from(text: String) -> Result<Self, Self::Error> { text.parse() }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self { value.code().to_owned() }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    };
}
