"""Texts for property tests: everything that a text can hold, and often what `fold` looks at."""

from hypothesis import strategies as st

# Lone surrogates are in: no category is left out.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            " \t\n\u3000\u200b\u200d\ufeff\u00ad0９aＡZ,.，“”「＂İΣK国¼〔〕号年第条百二"
        ),
    ),
    max_size=40,
)
