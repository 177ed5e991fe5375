"""Whether a text speaks of children, pregnancy or animals, and what only seems to."""

from __future__ import annotations

import pytest

from kb.lexicon.populations import populations

CHILD = """
What is the dose of amoxicillin for children with pneumonia?
Paediatric sepsis: first hour
pediatric asthma
A 6-year-old with fever
a six year old boy
8 yo girl with cough
an infant with bronchiolitis
infants aged 6 months
patients aged 5 to 17 years
people younger than 18
contraindicated under the age of 12
under-fives with malaria
less than 2 years old
a toddler who fell
adolescents with depression
teenagers with acne
the newborn's bilirubin
neonatal sepsis
a 3-week-old with vomiting
childhood-onset epilepsy
Should the child a day after surgery drink?
The child’s weight is 14 kg.
juvenile idiopathic arthritis
admitted to the NICU
age <12 years
mean age 7.5 years
""".strip().splitlines()

PREGNANCY = """
Which antihypertensives are safe in pregnancy?
a pregnant woman with asthma
gestational diabetes
in the second trimester
Can I take it while breastfeeding?
during lactation
breast-fed by a mother on warfarin
postpartum haemorrhage
post-natal depression
pre-eclampsia
obstetric cholestasis
women of childbearing age
after childbirth
fetal growth
preterm labour
""".strip().splitlines()

ANIMAL = """
How is hyperthyroidism treated in cats?
My cat has diabetes.
a dog with heart failure
feline asthma
veterinary use of meloxicam
canine parvovirus
a 6-year-old horse with colic
dairy calves with scours
insulin for my pet
MY CAT HAS A FEVER
""".strip().splitlines()

LABORATORY = """
Mice lacking the receptor were protected.
male Wistar rats
a murine model of sepsis
8-week-old mice
an animal model of stroke
non-human primates
New Zealand white rabbits
""".strip().splitlines()

NOBODY = """
What is the first-line treatment of hypertension?
a 67-year-old woman with cough
a seventy-five-year-old man
a 16-item questionnaire
aged 65 to 80 years
adults aged 18 or over
Child-Pugh class B cirrhosis
Child–Turcotte–Pugh score
Childs-Pugh C
Child B cirrhosis
She lives with two children.
He has 3 adult children.
baby aspirin
keep out of the reach of children
He had eczema as a child.
a child-resistant cap
non-pregnant adults
maternal grandmother with breast cancer
lactate of 4 mmol/L
lactic acidosis
lactose intolerance
nursing home residents
drug delivery
The CAT score was 18.
the COPD Assessment Test (CAT)
CAT scan of the head
a cat scan
PET-CT showed no uptake.
a pet scan of the chest
a PET study
calf vein thrombosis
pain in both calves
calf swelling
a dog bite on the hand
cat scratch disease
allergic to cats and dogs
allergic to a cat
porcine valve replacement
bovine pericardial valve
bovine insulin
rabbit antithymocyte globulin
a canine tooth
hot dogs
horseshoe kidney
cauda equina syndrome
chickenpox in adults
chicken pox in adults
rat bite fever
swine flu
cow's milk allergy
a 10-year-old prosthesis
a 3-day-old wound
a 5-year-old knee replacement
0.6 years of follow-up
a walk with his dog leg angulation
kidney disease
chest pain for 12 years
NYHA class 2
infantry soldier
mouse click
""".strip().splitlines()


@pytest.mark.parametrize("text", CHILD)
def test_children_are_noticed(text: str) -> None:
    assert populations(text) == {"child"}


@pytest.mark.parametrize("text", PREGNANCY)
def test_pregnancy_and_the_time_after_birth_are_noticed(text: str) -> None:
    assert populations(text) == {"pregnancy"}


@pytest.mark.parametrize("text", ANIMAL)
def test_animals_are_noticed_and_their_age_makes_them_no_children(text: str) -> None:
    assert populations(text) == {"animal"}


@pytest.mark.parametrize("text", LABORATORY)
def test_laboratory_animals_are_told_from_patients(text: str) -> None:
    assert populations(text) == {"laboratory animal"}


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_only_look_like_a_special_population_are_passed_over(text: str) -> None:
    assert populations(text) == frozenset()


def test_a_text_may_speak_of_several() -> None:
    text = "Neonates of mothers treated during pregnancy, and rats"
    assert populations(text) == {"child", "pregnancy", "laboratory animal"}


def test_an_empty_text_speaks_of_nobody() -> None:
    assert populations("") == frozenset()
