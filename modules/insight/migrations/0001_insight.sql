create schema insight;
