"""The page: its frame, nothing else. Streamlit runs this file for every visit and every change."""

from __future__ import annotations

import streamlit as st

from app.screens.explore import explore

st.set_page_config(page_title="Faultlines", layout="wide", initial_sidebar_state="auto")
explore()
