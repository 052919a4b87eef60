/** Version of the protocol that the server speaks. */
export const protocol = "3.17";
