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
    "1. En la hoja Ticket elija el MCO, el programa y la categoría, y escriba el NPI y el ID de Medicaid del proveedor.",
    "2. En la hoja Claims escriba un reclamo en cada fila, desde la fila 2, con un máximo de 100 filas. Todas las filas son disputas con el mismo MCO sobre una cuestión común de hecho o de política.",
    "3. Cada fila tiene su propio plazo: una disputa puede presentarse aquí no antes del día 30 ni después del día 60 desde la fecha en que se presentó ante el MCO.",
    "4. La nota en el encabezado dice si la columna es obligatoria. Deje vacías las demás cuando no correspondan.",
    "5. El RIN, el NPI y los números de reclamo son texto, para que se conserven los ceros iniciales. Si pega desde otro libro, pegue solo los valores.",
    "6. Escriba las fechas como mes/día/año con cuatro dígitos del año, y los importes en dólares y centavos.",
    "7. Guarde el libro como .xlsx y súbalo. Lo que esté mal vuelve marcado en el mismo libro, celda por celda: corríjalo y suba ese archivo.",
    "8. No envíe macros, contraseñas, vínculos a otros libros ni archivos incrustados: un libro así se rechaza.",
    "9. Las filas y columnas ocultas, también las que oculta un filtro, se leen igualmente: elimine lo que no corresponda.",
];

/// For the answer workbook.
pub(crate) const ANSWERS: &[&str] = &[
    "How to fill in this workbook",
    "1. On the sheet Answers each row is a claim of a ticket that waits for your answer. Grey, slanted cells are given: leave them as they are. Fill in Outcome, Amount and Reason.",
    "2. Outcome: choose from the list. Pay in full pays what is in dispute, or the amount you write. Pay in part needs an amount below what was billed. Uphold the denial pays nothing: leave the amount empty.",
    "3. Reason: required unless the claim is paid in full. The provider reads it.",
    "4. On the sheet Tickets each row is a ticket. Write the summary of your proposal, the whole of it in words. A ticket without claims is answered by it alone.",
    "5. A ticket is answered for all of its claims at once. To leave one for later, leave all of its rows and its summary empty: nothing happens to it.",
    "6. Rows may be in any order. Do not change the ticket numbers and the numbers of the claims: by them the rows are known.",
    "7. Save the workbook as .xlsx and upload it. What is wrong comes back in the workbook itself, cell by cell: correct it and upload that file. Nothing is sent to a provider before you press the button on the page that follows.",
    "8. A proposal that comes after the day in Answer due is taken, and marked late.",
    "9. This workbook holds health information: keep it as you keep your own records, and delete it when it is done with.",
    "Cómo llenar este libro",
    "1. En la hoja Answers cada fila es un reclamo de una disputa que espera su respuesta. Las celdas grises e inclinadas vienen dadas: déjelas como están. Llene Outcome (resultado), Amount (importe) y Reason (motivo).",
    "2. Outcome: elija de la lista. Pagar en su totalidad paga lo que está en disputa, o el importe que escriba. Pagar en parte requiere un importe menor que lo facturado. Mantener la denegación no paga nada: deje vacío el importe.",
    "3. Reason: obligatorio, salvo que el reclamo se pague en su totalidad. El proveedor lo lee.",
    "4. En la hoja Tickets cada fila es una disputa. Escriba el resumen de su propuesta, toda ella en palabras. Una disputa sin reclamos se responde solo con él.",
    "5. Una disputa se responde con todos sus reclamos a la vez. Para dejar una para después, deje vacías todas sus filas y su resumen: no le pasa nada.",
    "6. Las filas pueden estar en cualquier orden. No cambie los números de las disputas ni los de los reclamos: por ellos se reconocen las filas.",
    "7. Guarde el libro como .xlsx y súbalo. Lo que esté mal vuelve marcado en el mismo libro, celda por celda: corríjalo y suba ese archivo. Nada se envía a un proveedor antes de que usted pulse el botón de la página que sigue.",
    "8. Una propuesta que llega después del día de Answer due (fecha límite) se acepta, y queda marcada como tardía.",
    "9. Este libro contiene información de salud: guárdelo como sus propios registros y bórrelo cuando termine.",
];

/// Where more tickets waited than such a workbook holds.
pub(crate) const MORE_ANSWERS: &[&str] = &[
    "There were more tickets than fit into this workbook",
    "1. These are the ones that are due first, at most 50 tickets and 1,000 claims. The list of what waits for your answer has the next part. Or answer these, then download the workbook again.",
    "Había más disputas de las que caben en este libro",
    "1. Estas son las que vencen primero, como máximo 50 disputas y 1,000 reclamos. La lista de lo que espera su respuesta tiene la parte siguiente. O responda estas y descargue el libro otra vez.",
];

/// Where none waited.
pub(crate) const NO_ANSWERS: &[&str] = &[
    "No ticket waited for your answer when this workbook was made.",
    "Ninguna disputa esperaba su respuesta cuando se hizo este libro.",
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
    "5. HFS procesa un registro en dos días hábiles o más. Un registro incompleto se deniega hasta que se entregue lo que falta.",
];
