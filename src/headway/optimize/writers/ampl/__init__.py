"""AMPL, in the subset that GLPK's MathProg reads too.

Where names show an index (``ship_A_x``, ``ship[A,x]``), the model is written by it, with sets and parameters (see
:mod:`headway.optimize.writers.ampl.by_index`). Else a small one is written as algebra, a row a line, with its own names; a
name that AMPL's algebra can't hold stands behind the one used for it, as AMPL's alias: ``var book_case 'book case' >= 0;``.
A large one, or one with names of more than 100 bytes, is written by one set of variables and one of rows
(see :mod:`headway.optimize.writers.ampl.indexed`).

Source: R. Fourer, D. M. Gay, B. W. Kernighan, AMPL (2nd ed., 2003), appendix A; A. Makhorin, GNU MathProg (GLPK 5.0).
"""

from headway.optimize.writers.ampl.writing import ampl_parts as ampl_parts
from headway.optimize.writers.ampl.writing import ampl_text as ampl_text
