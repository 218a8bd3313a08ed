//! What the Instructions sheets say, in English and in Spanish.

/// For the claims workbook.
pub(crate) const CLAIMS: &[&str] = &[
    "How to fill in this workbook",
    "1. On the sheet Ticket choose the MCO, the program and the category, and write the provider's NPI and Medicaid ID.",
    "2. On the sheet Claims write one claim in each row, from row 2 on, at most 100 rows. All rows are disputes with the same MCO about a common question of fact or policy.",
    "3. Each row has its own window: a dispute may be filed here not before day 30 and not after day 60 from the date it was filed with the MCO.",
    "4. Columns that are required say so in the note on their heading. Leave the others empty where they do not apply.",
    "5. RIN, NPI and claim numbers are text, so that zeros at the front stay. When you paste from another workbook, paste values only.",
    "6. Write dates as month/day/year with four digits of the year, and amounts in dollars and cents.",
    "7. Save the workbook as .xlsx and upload it. What is wrong comes back in the workbook itself, cell by cell: correct it and upload that file.",
    "8. Do not send macros, passwords, links to other workbooks or embedded files: such a workbook is refused.",
    "9. Hidden rows and columns, and rows that a filter hides, are read as well: delete what does not belong here.",
    "Cómo llenar este libro",
    "1. En la hoja Ticket elija la MCO, el programa y la categoría, y escriba el NPI y el ID de Medicaid del proveedor.",
    "2. En la hoja Claims escriba una reclamación en cada fila, desde la fila 2, con un máximo de 100 filas. Todas las filas son disputas con la misma MCO sobre una cuestión común de hecho o de política.",
    "3. Cada fila tiene su propio plazo: una disputa puede presentarse aquí no antes del día 30 ni después del día 60 desde la fecha en que se presentó ante la MCO.",
    "4. La nota en el encabezado dice si la columna es obligatoria. Deje vacías las demás cuando no correspondan.",
    "5. El RIN, el NPI y los números de reclamación son texto, para que se conserven los ceros iniciales. Si pega desde otro libro, pegue solo los valores.",
    "6. Escriba las fechas como mes/día/año con cuatro dígitos del año, y los importes en dólares y centavos.",
    "7. Guarde el libro como .xlsx y súbalo. Lo que esté mal vuelve marcado en el mismo libro, celda por celda: corríjalo y suba ese archivo.",
    "8. No envíe macros, contraseñas, vínculos a otros libros ni archivos incrustados: un libro así se rechaza.",
    "9. Las filas y columnas ocultas, también las que oculta un filtro, se leen igualmente: elimine lo que no corresponda.",
];

/// For the registrations workbook.
pub(crate) const REGISTRATIONS: &[&str] = &[
    "How to fill in this workbook",
    "1. On the sheet Providers write one provider or facility in each row, from row 2 on, at most 100 rows.",
    "2. Fill in every column. A provider of a kind that has no NPI writes the word atypical instead of it.",
    "3. NPI, Medicaid ID, TIN and ZIP are text, so that zeros at the front stay. When you paste from another workbook, paste values only.",
    "4. Save the workbook as .xlsx and upload it. What is wrong comes back in the workbook itself, cell by cell: correct it and upload that file.",
    "5. HFS processes a registration in two business days or more. One that is incomplete is denied until what is missing is supplied.",
    "Cómo llenar este libro",
    "1. En la hoja Providers escriba un proveedor o establecimiento en cada fila, desde la fila 2, con un máximo de 100 filas.",
    "2. Llene todas las columnas. Un proveedor de un tipo que no tiene NPI escribe la palabra atypical en su lugar.",
    "3. El NPI, el ID de Medicaid, el TIN y el código postal son texto, para que se conserven los ceros iniciales. Si pega desde otro libro, pegue solo los valores.",
    "4. Guarde el libro como .xlsx y súbalo. Lo que esté mal vuelve marcado en el mismo libro, celda por celda: corríjalo y suba ese archivo.",
    "5. HFS procesa una inscripción en dos días hábiles o más. Una inscripción incompleta se deniega hasta que se entregue lo que falta.",
];
